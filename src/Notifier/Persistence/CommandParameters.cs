using System.Data.Common;

namespace Tocsin.Notifier.Persistence;

internal static class CommandParameters
{
    public static void Add(this DbCommand command, string name, object value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
