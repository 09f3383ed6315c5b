using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.Ingest.Endpoints;

/// <summary>
/// Reads a series selector: <c>name{label="value",other=~"regex"}</c>, also with quoted names. Expressions live in PromQL, which this
/// service does not know; parameters such as <c>match[]</c> hold selectors only.
/// </summary>
internal static class SelectorText
{
    private const int MaxLength = 64 * 1024;

    public static bool TryParse(string text, out IReadOnlyList<Matcher> matchers, out string error)
    {
        var found = new List<Matcher>();
        matchers = found;
        try
        {
            if (text.Length > MaxLength) throw new FormatException("the selector is too long");
            var reader = new Reader(text);
            reader.Selector(found);
            error = "";
            return true;
        }
        catch (FormatException e)
        {
            error = e.Message;
            return false;
        }
    }

    private ref struct Reader(string text)
    {
        private int _at;

        public void Selector(List<Matcher> into)
        {
            Space();
            string name = Name(colons: true);
            if (name.Length > 0) into.Add(new Matcher(LabelNames.MetricName, MatchOperator.Equal, name));
            Space();
            if (Take('{')) Labels(into);
            Space();
            if (_at < text.Length) throw new FormatException($"unexpected text at {_at + 1}: {text[_at..Math.Min(text.Length, _at + 20)]}");
            if (into.All(matcher => matcher.MatchesEmpty)) throw new FormatException("match[] must contain at least one non-empty matcher");
        }

        private void Labels(List<Matcher> into)
        {
            while (true)
            {
                Space();
                if (Take('}')) return;
                bool quoted = _at < text.Length && text[_at] is '"' or '\'';
                string name = quoted ? Quoted() : Name(colons: false);
                if (name.Length == 0) throw new FormatException($"expected a label name at {_at + 1}");
                Space();
                if (quoted && _at < text.Length && text[_at] is ',' or '}') into.Add(new Matcher(LabelNames.MetricName, MatchOperator.Equal, name));
                else
                {
                    MatchOperator op = Operator();
                    Space();
                    into.Add(new Matcher(name, op, Quoted()));
                }
                Space();
                if (!Take(',') && !(_at < text.Length && text[_at] == '}')) throw new FormatException($"expected \",\" or \"}}\" at {_at + 1}");
            }
        }

        private MatchOperator Operator()
        {
            ReadOnlySpan<char> rest = text.AsSpan(_at);
            (string Text, MatchOperator Operator)[] all = [("=~", MatchOperator.Regex), ("!~", MatchOperator.NotRegex), ("!=", MatchOperator.NotEqual), ("=", MatchOperator.Equal)];
            foreach ((string sign, MatchOperator op) in all)
            {
                if (!rest.StartsWith(sign)) continue;
                _at += sign.Length;
                return op;
            }
            throw new FormatException($"expected a matching operator at {_at + 1}");
        }

        private string Quoted()
        {
            if (_at >= text.Length || text[_at] is not ('"' or '\'' or '`')) throw new FormatException($"expected a quoted text at {_at + 1}");
            char quote = text[_at++];
            var plain = new StringBuilder();
            for (; _at < text.Length && text[_at] != quote; _at++)
            {
                if (text[_at] != '\\' || quote == '`') plain.Append(text[_at]);
                else if (++_at < text.Length)
                {
                    plain.Append(text[_at] switch
                    {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        '\\' or '"' or '\'' => text[_at],
                        _ => throw new FormatException($"unknown escape sequence at {_at}"),
                    });
                }
            }
            if (_at >= text.Length) throw new FormatException("unterminated quoted text");
            _at++;
            return plain.ToString();
        }

        private string Name(bool colons)
        {
            int start = _at;
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_' || (colons && text[_at] == ':'))) _at++;
            if (_at > start && char.IsAsciiDigit(text[start])) throw new FormatException($"a name cannot start with a digit at {start + 1}");
            return text[start.._at];
        }

        private bool Take(char c)
        {
            if (_at >= text.Length || text[_at] != c) return false;
            _at++;
            return true;
        }

        private void Space()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        }
    }
}
