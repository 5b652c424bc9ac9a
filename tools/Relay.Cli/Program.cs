using Relay.Cli;
using Relay.Cli.Output;

return await RelayCommand.RunAsync(args, Environment.GetEnvironmentVariable, Terminal.OfProcess());
