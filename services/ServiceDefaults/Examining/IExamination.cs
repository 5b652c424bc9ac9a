namespace Relay.ServiceDefaults.Examining;

/// <summary>What the doctor of a service looks at. It changes nothing.</summary>
public interface IExamination
{
    /// <summary>Looks, within half a minute.</summary>
    IAsyncEnumerable<Finding> ExamineAsync(CancellationToken cancellationToken);
}
