using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Model.Labels;

namespace Tocsin.Model.Relabeling;

/// <summary>Applies relabelling rules in order, exactly as upstream does. Immutable and thread-safe.</summary>
public sealed class Relabeler
{
    private const string MatchAll = "(.*)";

    public static readonly Relabeler None = new([]);

    private readonly Step[] _steps;

    public Relabeler(IReadOnlyList<RelabelRule> rules) => _steps = [.. rules.Select(rule => new Step(rule))];

    public bool IsEmpty => _steps.Length == 0;

    /// <summary>Changes the labels; false when a rule drops them, and then their content means nothing.</summary>
    public bool Apply(LabelSetBuilder labels)
    {
        if (_steps.Length == 0) return true;
        var scratch = new ArrayBufferWriter<byte>(256);
        foreach (Step step in _steps)
            if (!step.Apply(labels, scratch))
                return false;
        return true;
    }

    /// <summary>The labels after all rules; null when a rule drops them.</summary>
    public LabelSet? Apply(LabelSet labels)
    {
        if (_steps.Length == 0) return labels;
        var builder = new LabelSetBuilder(labels);
        return Apply(builder) ? builder.Build() : null;
    }

    private sealed class Step
    {
        private readonly RelabelRule _rule;
        private readonly byte[][] _sources;
        private readonly byte[] _separator;
        private readonly byte[] _target;
        private readonly ReplacementTemplate _targetTemplate;
        private readonly ReplacementTemplate _replacement;
        private readonly RegexGroups _groups;
        private readonly bool _matchesAll;

        public Step(RelabelRule rule)
        {
            _rule = rule;
            _sources = [.. rule.SourceLabels.Select(Encoding.UTF8.GetBytes)];
            _separator = Encoding.UTF8.GetBytes(rule.Separator);
            _target = Encoding.UTF8.GetBytes(rule.TargetLabel);
            _targetTemplate = new ReplacementTemplate(rule.TargetLabel);
            _replacement = new ReplacementTemplate(rule.Replacement);
            _groups = new RegexGroups(rule.Regex.Pattern);
            _matchesAll = rule.Regex.Pattern == MatchAll;
        }

        public bool Apply(LabelSetBuilder labels, ArrayBufferWriter<byte> scratch)
        {
            switch (_rule.Action)
            {
                case RelabelAction.LabelMap:
                    Map(labels, scratch);
                    return true;
                case RelabelAction.LabelDrop or RelabelAction.LabelKeep:
                    Filter(labels);
                    return true;
            }
            scratch.ResetWrittenCount();
            ReadOnlySpan<byte> value = Join(labels, scratch);
            switch (_rule.Action)
            {
                case RelabelAction.Keep: return Matches(value);
                case RelabelAction.Drop: return !Matches(value);
                case RelabelAction.KeepEqual: return labels.Get(_target).SequenceEqual(value);
                case RelabelAction.DropEqual: return !labels.Get(_target).SequenceEqual(value);
                case RelabelAction.HashMod:
                    SetHash(labels, value);
                    break;
                case RelabelAction.Lowercase:
                    labels.Set(_target, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(value).ToLowerInvariant()));
                    break;
                case RelabelAction.Uppercase:
                    labels.Set(_target, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(value).ToUpperInvariant()));
                    break;
                default:
                    Replace(labels, value, scratch);
                    break;
            }
            return true;
        }

        private bool Matches(ReadOnlySpan<byte> value) => _matchesAll || _rule.Regex.IsMatch(value);

        // The joined values are a view of the scratch or, for one label, of the builder: valid until either changes.
        private ReadOnlySpan<byte> Join(LabelSetBuilder labels, ArrayBufferWriter<byte> scratch)
        {
            if (_sources.Length == 0) return default;
            if (_sources.Length == 1) return labels.Get(_sources[0]);
            for (int i = 0; i < _sources.Length; i++)
            {
                if (i > 0) scratch.Write(_separator);
                scratch.Write(labels.Get(_sources[i]));
            }
            return scratch.WrittenSpan;
        }

        private void Replace(LabelSetBuilder labels, ReadOnlySpan<byte> value, ArrayBufferWriter<byte> scratch)
        {
            if (!TryMatch(value, out Match? match)) return;
            var text = new ArrayBufferWriter<byte>(64);
            ReadOnlySpan<byte> target = _target;
            if (_targetTemplate.HasReferences)
            {
                Expand(_targetTemplate, value, match, text);
                target = text.WrittenSpan.ToArray();
                text.ResetWrittenCount();
            }
            if (target.IsEmpty) return;
            Expand(_replacement, value, match, text);
            labels.Set(target, text.WrittenSpan);
            scratch.ResetWrittenCount();
        }

        private void Map(LabelSetBuilder labels, ArrayBufferWriter<byte> scratch)
        {
            foreach (LabelPair pair in labels.Build())
            {
                if (!TryMatch(pair.Name, out Match? match)) continue;
                scratch.ResetWrittenCount();
                Expand(_replacement, pair.Name, match, scratch);
                if (scratch.WrittenCount > 0) labels.Set(scratch.WrittenSpan, pair.Value);
            }
        }

        private void Filter(LabelSetBuilder labels)
        {
            bool dropsMatching = _rule.Action == RelabelAction.LabelDrop;
            foreach (byte[] name in labels.Names())
                if (Matches(name) == dropsMatching)
                    labels.Delete(name);
        }

        [SuppressMessage("Security", "CA5351", Justification = "Sharding by MD5 is the format: the same targets must fall to the same shard as upstream's.")]
        private void SetHash(LabelSetBuilder labels, ReadOnlySpan<byte> value)
        {
            Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
            MD5.HashData(value, hash);
            Span<byte> text = stackalloc byte[20];
            Utf8Formatter.TryFormat(BinaryPrimitives.ReadUInt64BigEndian(hash[8..]) % _rule.Modulus, text, out int length);
            labels.Set(_target, text[..length]);
        }

        // No Match object for patterns without groups of their own: literals, and the default that takes everything.
        private bool TryMatch(ReadOnlySpan<byte> value, out Match? match)
        {
            match = null;
            if (_matchesAll || _rule.Regex.Literals is not null) return Matches(value);
            match = _rule.Regex.Match(Encoding.UTF8.GetString(value));
            return match is not null;
        }

        private void Expand(ReplacementTemplate template, ReadOnlySpan<byte> value, Match? match, IBufferWriter<byte> output)
        {
            if (match is null) template.ExpandWhole(value, _matchesAll, output);
            else template.Expand(match, _groups, output);
        }
    }
}
