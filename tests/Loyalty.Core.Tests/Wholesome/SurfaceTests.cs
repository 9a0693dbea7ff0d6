using System.Reflection;
using PublicApiGenerator;

namespace Loyalty.Tests;

/// <summary>The public surface, approved as text: a change of it is a decision, not an accident.</summary>
public sealed class SurfaceTests
{
    public static TheoryData<string> Assemblies => ["Loyalty.Core", "Loyalty.Storage.LiteDb", "Loyalty.Storage.Sqlite", "Loyalty.Testing"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_surface_is_the_approved_one(string assembly)
    {
        var received = Assembly.Load(assembly).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        Repository.AssertApproved(Repository.Approved($"{assembly}.txt"), received);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_public_type_and_member_is_documented(string assembly)
    {
        var loaded = Assembly.Load(assembly);
        var documented = System.Xml.Linq.XDocument.Load(Path.ChangeExtension(loaded.Location, ".xml")).Descendants("member").Select(member => member.Attribute("name")!.Value).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(documented, loaded.GetExportedTypes().Select(type => "T:" + type.FullName!.Replace('+', '.')).ToHashSet(StringComparer.Ordinal));
        var enumMembers = loaded.GetExportedTypes().Where(type => type.IsEnum).SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"F:{type.FullName!.Replace('+', '.')}.{field.Name}"));
        Assert.Subset(documented, enumMembers.ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void All_of_the_surface_stands_in_one_namespace(string assembly) =>
        Assert.All(Assembly.Load(assembly).GetExportedTypes(), type => Assert.Equal(assembly == "Loyalty.Testing" ? assembly : "Loyalty", type.Namespace));

    [Fact]
    public void Core_refers_to_no_adapter_and_to_no_host()
    {
        string[] allowed = ["NodaTime", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options"];
        var others = typeof(LoyaltyEngine).Assembly.GetReferencedAssemblies().Select(each => each.Name!).Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && !allowed.Contains(name));
        Assert.Empty(others);
    }
}
