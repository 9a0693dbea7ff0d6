using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Pos.Tests")]
