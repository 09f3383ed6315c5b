using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Tocsin.Architecture.Tests;

/// <summary>One type of a project using another of the same project, with their namespaces.</summary>
internal sealed record TypeUse(string FromType, string From, string ToType, string To);

/// <summary>Reads the compiled assemblies: signatures, fields, attributes and method bodies, so nothing hides behind <c>var</c> or a using.</summary>
internal static class CompiledTypes
{
    public static IEnumerable<string> Namespaces(string project) => Types(project).Select(Namespace).Where(name => name.StartsWith(project, StringComparison.Ordinal)).Distinct();

    public static IReadOnlyList<TypeUse> UsesWithin(string project)
    {
        var uses = new List<TypeUse>();
        foreach (TypeDefinition type in Types(project))
        {
            string from = Namespace(type);
            if (!from.StartsWith(project, StringComparison.Ordinal)) continue;
            foreach (TypeReference used in References(type).SelectMany(Unwrap).Distinct())
            {
                string to = Namespace(used);
                if (used.Scope == type.Module && to.StartsWith(project, StringComparison.Ordinal) && to != from)
                    uses.Add(new TypeUse(type.FullName, from, used.FullName, to));
            }
        }
        return uses;
    }

    private static IEnumerable<TypeDefinition> Types(string project)
    {
        string name = project == "Tocsin.Host" ? "tocsin" : project;
        AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        return assembly.MainModule.GetTypes().Where(type => type.Name != "<Module>");
    }

    private static string Namespace(TypeReference type)
    {
        while (type.DeclaringType is not null) type = type.DeclaringType;
        return type.Namespace;
    }

    private static IEnumerable<TypeReference> References(TypeDefinition type)
    {
        if (type.BaseType is not null) yield return type.BaseType;
        foreach (InterfaceImplementation implemented in type.Interfaces) yield return implemented.InterfaceType;
        foreach (FieldDefinition field in type.Fields) yield return field.FieldType;
        foreach (PropertyDefinition property in type.Properties) yield return property.PropertyType;
        foreach (CustomAttribute attribute in type.CustomAttributes) yield return attribute.AttributeType;
        foreach (MethodDefinition method in type.Methods)
        {
            yield return method.ReturnType;
            foreach (ParameterDefinition parameter in method.Parameters) yield return parameter.ParameterType;
            if (!method.HasBody) continue;
            foreach (VariableDefinition variable in method.Body.Variables) yield return variable.VariableType;
            foreach (Instruction instruction in method.Body.Instructions)
                foreach (TypeReference used in Operand(instruction.Operand))
                    yield return used;
        }
    }

    private static IEnumerable<TypeReference> Operand(object? operand) => operand switch
    {
        TypeReference type => [type],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Unwrap(TypeReference type)
    {
        if (type is GenericInstanceType generic)
            foreach (TypeReference argument in generic.GenericArguments.SelectMany(Unwrap))
                yield return argument;
        TypeReference element = type.GetElementType();
        yield return element == type || element is null ? type : element;
    }
}
