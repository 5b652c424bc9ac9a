namespace Relay.ServiceDefaults;

/// <summary>A command of a service's program, named by its first argument. The program executes it and ends instead of serving.</summary>
public interface IVerb
{
    /// <summary>The argument.</summary>
    string Name { get; }

    /// <summary>False if it must work even if the database is away or of another version: then no migration runs before it.</summary>
    bool NeedsDatabase => true;

    /// <summary>Executes it, and prints what was done.</summary>
    /// <returns>The exit code: 0, or 1 with a sentence on standard error.</returns>
    Task<int> RunAsync(CancellationToken cancellationToken);
}
