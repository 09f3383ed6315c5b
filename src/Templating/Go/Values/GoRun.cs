using System.Runtime.CompilerServices;

namespace Tocsin.Templating.Go.Values;

/// <summary>One execution: what it may still use up. Not thread-safe.</summary>
/// <param name="host">Answers what depends on the notification or rule that the execution is about.</param>
internal sealed class GoRun(TemplateLimits limits, TimeProvider clock, IGoHost host, CancellationToken cancel)
{
    private const int StepsBetweenLooks = 256;

    /// <summary>How many times the largest output all texts made on the way may take.</summary>
    private const long MadePerOutput = 16;
    private readonly long _started = clock.GetTimestamp();
    private int _steps;
    private long _made;

    public TimeProvider Clock => clock;

    public TemplateLimits Limits => limits;

    public IGoHost Host => host;

    public CancellationToken Cancel => cancel;

    /// <summary>Called for each node, each round and each element that a function goes through.</summary>
    /// <exception cref="GoLimitReached"/>
    /// <exception cref="OperationCanceledException"/>
    public void Step(int count = 1)
    {
        int before = _steps;
        _steps += Math.Min(count, limits.Steps + 1);
        if (_steps > limits.Steps) throw new GoLimitReached($"template takes more than {limits.Steps} steps");
        if (before / StepsBetweenLooks == _steps / StepsBetweenLooks) return;
        cancel.ThrowIfCancellationRequested();
        if (clock.GetElapsedTime(_started) > limits.Time)
            throw new GoLimitReached($"template takes longer than {limits.Time.TotalSeconds:0.###} s");
    }

    /// <summary>Counts characters made on the way: many long texts held at once are more than the process can bear, though each of them is allowed.</summary>
    /// <exception cref="GoLimitReached"/>
    public void Charge(int chars)
    {
        CheckLength(chars);
        _made += chars;
        if (_made > MadePerOutput * limits.OutputChars)
            throw new GoLimitReached($"template makes more than {MadePerOutput * limits.OutputChars} characters on the way to its output");
    }

    /// <exception cref="GoLimitReached"/>
    public void CheckLength(long length)
    {
        if (length > limits.OutputChars) throw new GoLimitReached($"template makes more than {limits.OutputChars} characters");
    }

    /// <summary>For values nested in values and templates calling templates: a deep one must not take the process with it.</summary>
    /// <exception cref="GoLimitReached"/>
    public void CheckDepth(int depth)
    {
        if (depth > limits.Depth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new GoLimitReached($"exceeded maximum template depth ({limits.Depth})");
    }
}

/// <summary>The sandbox's border was reached.</summary>
internal sealed class GoLimitReached(string message) : Exception(message);
