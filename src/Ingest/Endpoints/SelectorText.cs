using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.Ingest.Endpoints;

/// <summary>
/// Reads a series selector: <c>name{label="value",other=~"regex"}</c>, also with quoted names. Expressions live in PromQL, which this
/// service does not know; parameters such as <c>match[]</c> hold selectors only. What is refused is refused in upstream's words.
/// </summary>
internal sealed class SelectorText
{
    private const int MaxLength = 64 * 1024;
    private const string Matching = " in label matching";

    private readonly string _text;
    private readonly SelectorTokens _tokens;
    private readonly List<Matcher> _matchers = [];
    private SelectorToken _current;

    private SelectorText(string text)
    {
        _text = text;
        _tokens = new SelectorTokens(text);
        _current = _tokens.Next();
    }

    /// <param name="matchers">There may be none, or none that selects: upstream takes both.</param>
    public static bool TryParse(string text, out IReadOnlyList<Matcher> matchers, out string error)
    {
        matchers = [];
        error = "";
        try
        {
            if (text.Length > MaxLength) throw new FormatException("the selector is too long");
            var reader = new SelectorText(text);
            reader.Read();
            matchers = reader._matchers;
            return true;
        }
        catch (FormatException e)
        {
            error = e.Message;
            return false;
        }
    }

    private void Read()
    {
        string name = _current.Kind == SelectorTokenKind.Word ? Take().Text : "";
        if (_current.Is('{')) Braces();
        else if (name.Length == 0) throw Unexpected("");
        if (_current.Kind != SelectorTokenKind.End) throw Unexpected("");
        if (name.Length > 0) _matchers.Insert(0, new Matcher(LabelNames.MetricName, MatchOperator.Equal, name));
    }

    private void Braces()
    {
        Take();
        while (!_current.Is('}'))
        {
            OneMatcher();
            if (_current.Is(',')) Take();
            else if (!_current.Is('}')) throw Unexpected(Matching + ", expected \",\" or \"}\"");
        }
        Take();
    }

    private void OneMatcher()
    {
        if (_current.Kind is not (SelectorTokenKind.Word or SelectorTokenKind.Text)) throw Unexpected(Matching + ", expected identifier or \"}\"");
        SelectorToken label = Take();
        bool isQuoted = label.Kind == SelectorTokenKind.Text;
        string name = isQuoted ? SelectorEscapes.Unquote(label.Text) : label.Text;
        if (_current.Kind != SelectorTokenKind.Operator)
        {
            if (!isQuoted) throw Unexpected(Matching + ", expected label matching operator");
            if (!_current.Is(',') && !_current.Is('}')) throw Unexpected(Matching + ", expected \",\" or \"}\"");
            _matchers.Add(new Matcher(LabelNames.MetricName, MatchOperator.Equal, name));
            return;
        }
        MatchOperator op = Take().Text switch
        {
            "=" => MatchOperator.Equal,
            "!=" => MatchOperator.NotEqual,
            "=~" => MatchOperator.Regex,
            _ => MatchOperator.NotRegex,
        };
        if (_current.Kind != SelectorTokenKind.Text) throw Unexpected(Matching + ", expected string");
        string value = SelectorEscapes.Unquote(Take().Text);
        try
        {
            _matchers.Add(new Matcher(name, op, value));
        }
        catch (FormatException problem)
        {
            throw SelectorTokens.Wrong(_text, label.At, problem.Message);
        }
    }

    private SelectorToken Take()
    {
        SelectorToken taken = _current;
        _current = _tokens.Next();
        return taken;
    }

    private FormatException Unexpected(string where) => SelectorTokens.Wrong(_text, _current.At, $"unexpected {_current.Shown}{where}");
}
