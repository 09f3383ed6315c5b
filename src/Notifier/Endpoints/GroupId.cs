using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Endpoints;

/// <summary>A short name of a group for links: the same in the list of groups and in every notification of it.</summary>
internal static class GroupId
{
    public static string Of(string routeId, LabelSet labels)
    {
        var hash = new XxHash64();
        hash.Append(Encoding.UTF8.GetBytes(routeId));
        hash.Append([0xFF]);
        hash.Append(labels.Blob);
        return hash.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture);
    }
}
