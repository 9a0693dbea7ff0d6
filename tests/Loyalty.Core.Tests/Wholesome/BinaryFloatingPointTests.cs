using System.Reflection;

namespace Loyalty.Tests;

/// <summary>Money, points and counts are never binary floating point; only telemetry's durations are.</summary>
public sealed class BinaryFloatingPointTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Telemetry measures milliseconds as every meter does.</summary>
    private static readonly string[] Excepted = ["Telemetry.Durations"];

    [Theory]
    [InlineData("Loyalty.Core")]
    [InlineData("Loyalty.Storage.LiteDb")]
    [InlineData("Loyalty.Storage.Sqlite")]
    public void No_field_property_parameter_or_result_is_binary_floating_point(string assembly)
    {
        var found = Assembly.Load(assembly).GetTypes().SelectMany(Members).Where(member => Types(member.Type).Any(IsBinary)).Select(member => member.Name).Distinct();
        Assert.Equal(assembly == "Loyalty.Core" ? Excepted : [], found);
    }

    private static IEnumerable<(string Name, Type Type)> Members(Type type)
    {
        foreach (var field in type.GetFields(All)) yield return ($"{type.Name}.{field.Name}", field.FieldType);
        foreach (var property in type.GetProperties(All)) yield return ($"{type.Name}.{property.Name}", property.PropertyType);
        foreach (var method in type.GetMembers(All).OfType<MethodBase>())
        {
            foreach (var parameter in method.GetParameters()) yield return ($"{type.Name}.{method.Name}({parameter.Name})", parameter.ParameterType);
            if (method is MethodInfo { ReturnType: var result }) yield return ($"{type.Name}.{method.Name}", result);
        }
    }

    private static IEnumerable<Type> Types(Type type)
    {
        if (type.HasElementType) return Types(type.GetElementType()!);
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Types).Append(type) : [type];
    }

    private static bool IsBinary(Type type) => type == typeof(double) || type == typeof(float) || type == typeof(Half);
}
