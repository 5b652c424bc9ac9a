using Relay.Sandbox;

SandboxOptions options;
try
{
    options = SandboxOptions.FromEnvironment();
}
catch (KeyNotFoundException error)
{
    await Console.Error.WriteLineAsync("SANDBOX_ACCOUNT: " + error.Message);
    return 1;
}

await SandboxApp.Build(options, TimeProvider.System, args).RunAsync();
return 0;
