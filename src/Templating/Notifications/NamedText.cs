namespace Tocsin.Templating.Notifications;

/// <summary>One label or annotation, as templates that go through them see it.</summary>
internal sealed record NamedText(string Name, string Value);
