using Relay.Sandbox;

SandboxOptions options;
try
{
    options = SandboxOptions.FromEnvironment();
}
catch (KeyNotFoundException unknown)
{
    await Console.Error.WriteLineAsync("SANDBOX_ACCOUNT: " + unknown.Message);
    return 1;
}

await SandboxApp.Build(options, args).RunAsync();
return 0;
