namespace Tocsin.Engine.Alerting;

/// <summary>Where an alert is in its life. The numbers are stored.</summary>
internal enum AlertState
{
    Inactive = 0,
    Pending = 1,
    Firing = 2,
}
