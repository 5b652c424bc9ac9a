using System.Diagnostics.CodeAnalysis;

namespace Relay.ServiceDefaults.Faults;

/// <summary>An unhandled exception ends the process. The runtime would print its message on standard error.</summary>
internal static class UnhandledFaults
{
    /// <summary>From now on type and stack are printed instead.</summary>
    public static void HideMessages()
    {
        AppDomain.CurrentDomain.UnhandledException -= End; // once, however many hosts a process builds
        AppDomain.CurrentDomain.UnhandledException += End;
    }

    [DoesNotReturn]
    private static void End(object sender, UnhandledExceptionEventArgs unhandled) =>
        Environment.FailFast($"Unhandled exception: {FaultText.Describe((Exception)unhandled.ExceptionObject)}");
}
