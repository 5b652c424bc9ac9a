namespace Relay.ServiceDefaults.Examining;

/// <summary>A check of a service's doctor. It changes nothing.</summary>
public interface IExamination
{
    /// <summary>Runs the check, within half a minute.</summary>
    IAsyncEnumerable<Finding> ExamineAsync(CancellationToken cancellationToken);
}
