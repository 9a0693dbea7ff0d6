using System.Reflection;
using System.Reflection.Emit;

namespace Loyalty.Tests;

/// <summary>Which folder of Core uses which, read from signatures and from the instructions of every method.</summary>
internal static class FolderArrows
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly OpCode[] OneByte = new OpCode[256];
    private static readonly OpCode[] TwoBytes = new OpCode[256];

    static FolderArrows()
    {
        foreach (var field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var code = (OpCode)field.GetValue(null)!;
            (code.Size == 1 ? OneByte : TwoBytes)[code.Value & 0xFF] = code;
        }
    }

    /// <summary>Each use of a type of another folder: from where, to where, and which types.</summary>
    public static IReadOnlyList<(string From, string To, string User, string Used)> Read()
    {
        var folders = Repository.FoldersOfTypes();
        var arrows = new HashSet<(string, string, string, string)>();
        foreach (var type in typeof(LoyaltyEngine).Assembly.GetTypes())
        {
            if (FolderOf(type, folders) is not { } from) continue;
            foreach (var used in Uses(type).SelectMany(Plain))
                if (used.Assembly == type.Assembly && FolderOf(used, folders) is { } to && to != from) arrows.Add((from, to, Outer(type).Name, Outer(used).Name));
        }
        return [.. arrows];
    }

    private static string? FolderOf(Type type, IReadOnlyDictionary<string, string> folders) => folders.GetValueOrDefault(Outer(type).Name.Split('`')[0]);

    private static Type Outer(Type type) => type.DeclaringType is { } outer ? Outer(outer) : type;

    private static IEnumerable<Type> Plain(Type? type)
    {
        if (type is null) return [];
        if (type.HasElementType) return Plain(type.GetElementType());
        if (type.IsGenericParameter) return [];
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Plain).Append(type.GetGenericTypeDefinition()) : [type];
    }

    private static IEnumerable<Type?> Uses(Type type)
    {
        yield return type.BaseType;
        foreach (var face in type.GetInterfaces()) yield return face;
        foreach (var field in type.GetFields(All)) yield return field.FieldType;
        foreach (var method in type.GetMembers(All).OfType<MethodBase>())
        {
            foreach (var parameter in method.GetParameters()) yield return parameter.ParameterType;
            if (method is MethodInfo { ReturnType: var result }) yield return result;
            if (method.GetMethodBody() is not { } body) continue;
            foreach (var local in body.LocalVariables) yield return local.LocalType;
            foreach (var used in Instructions(method, body)) yield return used;
        }
    }

    private static IEnumerable<Type?> Instructions(MethodBase method, MethodBody body)
    {
        var il = body.GetILAsByteArray()!;
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < il.Length;)
        {
            var code = il[at] == 0xFE ? TwoBytes[il[at + 1]] : OneByte[il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                var member = method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, methodArguments);
                yield return member as Type ?? member!.DeclaringType;
                if (member is MethodInfo { IsGenericMethod: true } generic)
                    foreach (var argument in generic.GetGenericArguments()) yield return argument;
            }
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
                _ => 4,
            };
        }
    }
}
