using System.Text;

namespace Tocsin.PromQL.Parsing;

/// <summary>Why a query could not be read, and where. Line and column count from 1, columns in UTF-8 bytes as upstream counts them.</summary>
public sealed record ParseError(TextRange Position, int Line, int Column, string Message)
{
    /// <summary>Upstream's form: <c>1:5: parse error: unexpected end of input</c>.</summary>
    public override string ToString() => Line == 0 ? $"unknown position: parse error: {Message}" : $"{Line}:{Column}: parse error: {Message}";

    internal static ParseError At(string query, TextRange position, string message)
    {
        // A query without any text has no positions.
        if (query.Length == 0) return new ParseError(position, 0, 0, message);
        int start = Math.Clamp(position.Start, 0, query.Length);
        int line = query.AsSpan(0, start).Count('\n') + 1;
        int lineStart = start == 0 ? 0 : query.LastIndexOf('\n', start - 1) + 1;
        return new ParseError(position, line, Encoding.UTF8.GetByteCount(query.AsSpan(lineStart, start - lineStart)) + 1, message);
    }
}
