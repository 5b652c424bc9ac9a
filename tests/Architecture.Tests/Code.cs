using System.Reflection;
using System.Reflection.Emit;

namespace Relay.Architecture.Tests;

/// <summary>The product's assemblies, and the types that each of their types uses: in a signature, a field, or a method's body.</summary>
internal static class Code
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static Assembly Contracts { get; } = Assembly.Load("Relay.Contracts");

    public static Assembly TelegramGateway { get; } = Assembly.Load("Relay.TelegramGateway");

    public static Assembly WahelpGateway { get; } = Assembly.Load("Relay.WahelpGateway");

    public static Assembly ClientDirectory { get; } = Assembly.Load("Relay.ClientDirectory");

    public static IReadOnlyList<Assembly> Services { get; } =
        [Assembly.Load("Relay.ServiceDefaults"), Assembly.Load("Relay.Delivery"), TelegramGateway, WahelpGateway, ClientDirectory];

    /// <summary>The folder of a type: types that the compiler generated for a method belong to the method's class.</summary>
    public static string FolderOf(Type type) => OutermostOf(type).Namespace ?? "";

    /// <summary>The outermost class of a nested type; itself if it is not nested.</summary>
    public static Type OutermostOf(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    /// <summary>Each pair of a type of the assembly and a type that it uses.</summary>
    public static IEnumerable<(Type By, Type Touched)> Touches(Assembly assembly) =>
        from type in assembly.GetTypes()
        from touched in Touched(type).SelectMany(Parts).Distinct()
        select (type, touched);

    private static IEnumerable<Type> Touched(Type type)
    {
        var outside = new[] { type.BaseType }.OfType<Type>().Concat(type.GetInterfaces())
            .Concat(type.GetCustomAttributesData().Select(attribute => attribute.AttributeType))
            .Concat(type.GetFields(Declared).Select(field => field.FieldType))
            .Concat(type.GetProperties(Declared).SelectMany(property => property.GetCustomAttributesData().Select(attribute => attribute.AttributeType)));
        var methods = type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared));
        return outside.Concat(methods.SelectMany(Touched));
    }

    private static IEnumerable<Type> Touched(MethodBase method)
    {
        foreach (var parameter in method.GetParameters())
        {
            yield return parameter.ParameterType;
        }

        if (method is MethodInfo { ReturnType: var returned })
        {
            yield return returned;
        }

        if (method.GetMethodBody() is not { } body)
        {
            yield break;
        }

        foreach (var local in body.LocalVariables)
        {
            yield return local.LocalType;
        }

        foreach (var caught in body.ExceptionHandlingClauses)
        {
            if (caught.Flags == ExceptionHandlingClauseOptions.Clause && caught.CatchType is { } type)
            {
                yield return type;
            }
        }

        foreach (var token in Tokens(body.GetILAsByteArray() ?? []))
        {
            foreach (var type in Resolve(method, token))
            {
                yield return type;
            }
        }
    }

    private static IEnumerable<Type> Resolve(MethodBase method, int token)
    {
        var ofType = method.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericArguments() : null;
        var ofMethod = method is { IsGenericMethod: true } ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, ofType, ofMethod) switch
        {
            Type type => [type],
            FieldInfo field => [field.FieldType, field.DeclaringType!],
            MethodInfo called => [called.DeclaringType!, called.ReturnType, .. called.IsGenericMethod ? called.GetGenericArguments() : []],
            ConstructorInfo made => [made.DeclaringType!],
            _ => [],
        };
    }

    /// <summary>A type with its parts: element, generic definition and arguments.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? []
        : type is { IsGenericType: true, IsGenericTypeDefinition: false }
            ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
            : [type];

    /// <summary>The metadata tokens in a method's instructions (ECMA-335, III).</summary>
    private static IEnumerable<int> Tokens(byte[] il)
    {
        for (var at = 0; at < il.Length;)
        {
            var code = OpCodesByValue[il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                yield return BitConverter.ToInt32(il, at);
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }
}
