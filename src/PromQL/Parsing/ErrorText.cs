namespace Tocsin.PromQL.Parsing;

/// <summary>Errors quote what was written, which may be a megabyte: what is told about it stays short.</summary>
internal static class ErrorText
{
    private const int MostCharacters = 4000;

    public static string Bounded(string message)
    {
        if (message.Length <= MostCharacters) return message;
        int end = char.IsHighSurrogate(message[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters;
        return message[..end] + "...";
    }
}
