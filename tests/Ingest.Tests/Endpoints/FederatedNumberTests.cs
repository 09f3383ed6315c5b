using Tocsin.Ingest.Endpoints;

namespace Tocsin.Ingest.Tests.Endpoints;

public sealed class FederatedNumberTests
{
    [Theory]
    [InlineData(-0.0, "0")]
    [InlineData(999999, "999999")]
    [InlineData(1e6, "1e+06")]
    [InlineData(-1234567.5, "-1.2345675e+06")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(1e21, "1e+21")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Federated_numbers_are_written_as_Go_writes_them(double value, string text) => Assert.Equal(text, FederateEndpoint.Number(value));
}
