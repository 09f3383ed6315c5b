using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Pipeline;

/// <summary>The configuration that counts now, for those who show it. One immutable object at a time.</summary>
internal interface INotifierConfig
{
    /// <exception cref="InvalidOperationException">Nothing was loaded yet.</exception>
    NotifierModel Current { get; }
}
