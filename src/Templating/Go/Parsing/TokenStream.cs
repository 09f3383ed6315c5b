namespace Tocsin.Templating.Go.Parsing;

/// <summary>Tokens with look-ahead and steps back.</summary>
internal sealed class TokenStream(string input)
{
    private readonly Lexer _lexer = new(input);
    private readonly Stack<Token> _returned = new();

    /// <summary>Line of the token read last; errors name it.</summary>
    public int Line { get; private set; } = 1;

    public Token Next()
    {
        Token token = _returned.Count > 0 ? _returned.Pop() : _lexer.Next();
        Line = token.Line;
        return token;
    }

    public void Back(Token token) => _returned.Push(token);

    public Token Peek()
    {
        Token token = Next();
        Back(token);
        return token;
    }

    public Token NextNonSpace()
    {
        Token token;
        do token = Next();
        while (token.Kind == TokenKind.Space);
        return token;
    }

    public Token PeekNonSpace()
    {
        Token token = NextNonSpace();
        Back(token);
        return token;
    }
}
