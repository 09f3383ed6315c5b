namespace Tocsin.Web.Gateway;

/// <summary>The roles that run elsewhere and are reached through this process; null where the role is here or unknown.</summary>
public sealed record GatewayPeers(Uri? Ingest, Uri? Engine, Uri? Notifier);
