using System.Reflection;

namespace Loyalty.Tests;

public class CoreDependencyTests
{
    [Fact]
    public void Core_references_no_adapter_and_no_web_framework()
    {
        var core = Assembly.Load("Loyalty.Core");

        var references = core.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.DoesNotContain(references, name =>
            name.StartsWith("Loyalty.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Data", StringComparison.Ordinal)
            || name.StartsWith("SQLitePCLRaw", StringComparison.Ordinal));
    }
}
