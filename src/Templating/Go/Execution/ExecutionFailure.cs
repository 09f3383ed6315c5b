namespace Tocsin.Templating.Go.Execution;

/// <summary>The template cannot be executed to its end; the message is complete.</summary>
internal sealed class ExecutionFailure(string message) : Exception(message);
