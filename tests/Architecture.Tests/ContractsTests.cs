using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Relay.Architecture.Tests;

/// <summary>The contracts: plain, documented, and compatible on the wire for as long as two versions may run side by side.</summary>
public sealed class ContractsTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    private static IEnumerable<Type> Records => Code.Contracts.GetExportedTypes().Where(type => type is { IsEnum: false, IsAbstract: false });

    [Fact]
    public void Contracts_are_sealed_records_without_base_type_or_method()
    {
        Assert.All(Records, record =>
        {
            Assert.True(record.IsSealed, $"{record.Name} is not sealed.");
            Assert.NotNull(record.GetMethod("<Clone>$"));
            Assert.Equal(typeof(object), record.BaseType);
            Assert.Equal([typeof(IEquatable<>).MakeGenericType(record)], record.GetInterfaces());
            Assert.DoesNotContain(record.GetMethods(Declared), method => method.GetCustomAttribute<CompilerGeneratedAttribute>() is null);
        });
    }

    [Fact]
    public void What_is_no_record_is_an_enum_or_a_list_of_constants()
    {
        Assert.All(Code.Contracts.GetExportedTypes().Except(Records).Where(type => !type.IsEnum), constants =>
            Assert.All(constants.GetMembers(Declared), member => Assert.True(member is FieldInfo { IsLiteral: true }, $"{constants.Name}.{member.Name}")));
    }

    [Fact]
    public void Members_are_set_once_and_required_or_have_a_value_without_being_set()
    {
        foreach (var record in Records)
        {
            var bare = RuntimeHelpers.GetUninitializedObject(record);
            record.GetConstructor(Type.EmptyTypes)!.Invoke(bare, null); // sets defaults, as a deserializer does
            foreach (var member in record.GetProperties())
            {
                var name = $"{record.Name}.{member.Name}";
                Assert.True(member.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)), $"{name} can be set later.");
                Assert.True(
                    IsRequired(member) || MayBeNull(member) || member.GetValue(bare) is not null,
                    $"{name} is neither required nor optional: an older sender would leave it null.");
            }
        }
    }

    [Fact]
    public void Everything_is_documented()
    {
        var documented = XDocument.Load(Path.ChangeExtension(Code.Contracts.Location, ".xml")).Descendants("member")
            .Where(member => !string.IsNullOrWhiteSpace(member.Element("summary")?.Value))
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet(StringComparer.Ordinal);

        Assert.All(Code.Contracts.GetExportedTypes(), type =>
        {
            Assert.Contains($"T:{type.FullName}", documented);
            Assert.All(type.GetProperties(), member => Assert.Contains($"P:{type.FullName}.{member.Name}", documented));
            Assert.All(type.GetFields(BindingFlags.Public | BindingFlags.Static), member => Assert.Contains($"F:{type.FullName}.{member.Name}", documented));
        });
    }

    /// <summary>
    /// Golden/contracts.txt holds the wire format. Two versions of a service meet there: lines may be added (a new type, an optional member); none may
    /// change or go. For any other change add a new contract and keep the old one for a release.
    /// </summary>
    [Fact]
    public void The_wire_names_are_the_pinned_ones()
    {
        var pinned = File.ReadAllLines(Repository.PathOf("tests/Architecture.Tests/Golden/contracts.txt"));
        var actual = Code.Contracts.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(WireLines).ToArray();
        var copy = Path.Combine(AppContext.BaseDirectory, "contracts.txt");
        File.WriteAllLines(copy, actual);

        Assert.True(
            pinned.SequenceEqual(actual, StringComparer.Ordinal),
            $"Gone: {string.Join("; ", pinned.Except(actual, StringComparer.Ordinal))}. New: "
                + $"{string.Join("; ", actual.Except(pinned, StringComparer.Ordinal))}. "
                + $"If lines were only added: cp {copy} tests/Architecture.Tests/Golden/");
    }

    /// <summary>MassTransit's name of a message type is <c>urn:message:{namespace}:{type}</c>.</summary>
    private static IEnumerable<string> WireLines(Type type) =>
    [
        $"{type.Namespace}:{type.Name}",
        .. type.GetProperties().Select(
            member => $"{type.Namespace}:{type.Name}.{member.Name}: "
                + $"{NameOf(member.PropertyType)}{(MayBeNull(member) ? "?" : "")}{(IsRequired(member) ? ", required" : "")}"),
        .. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(
            member => $"{type.Namespace}:{type.Name}.{member.Name} = {member.GetRawConstantValue()}"),
    ];

    private static string NameOf(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? NameOf(value)
        : type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;

    private static bool IsRequired(PropertyInfo member) => member.GetCustomAttribute<RequiredMemberAttribute>() is not null;

    private static bool MayBeNull(PropertyInfo member) => Nullability.Create(member).ReadState == NullabilityState.Nullable;
}
