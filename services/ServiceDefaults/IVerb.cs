namespace Relay.ServiceDefaults;

/// <summary>Something that a service's program does instead of serving, where its first argument names it; then it ends.</summary>
public interface IVerb
{
    /// <summary>The argument.</summary>
    string Name { get; }

    /// <summary>False for what must speak even where the database is away or of another version: then it is not migrated before.</summary>
    bool NeedsDatabase => true;

    /// <summary>Does it, and says on standard output what was done.</summary>
    /// <returns>The exit code: 0, or 1 with a sentence on standard error.</returns>
    Task<int> RunAsync(CancellationToken cancellationToken);
}
