using Relay.Sandbox;

await SandboxApp.Build(SandboxOptions.FromEnvironment(), args).RunAsync();
