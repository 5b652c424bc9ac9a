// Most rows wait most of their time, for a claim to run out or for a burial: three at a time keep two cores busy.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
