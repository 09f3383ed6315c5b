using Tocsin.Host.Roles;

namespace Tocsin.Host.Tests.Roles;

public sealed class DatabaseLocationTests
{
    [Fact]
    public void A_url_becomes_a_connection_string_with_its_escapes_undone()
    {
        var postgres = Assert.IsType<Postgres>(DatabaseLocation.Parse("postgres://ann:p%40ss@db:5433/alerts"));
        Assert.Equal("Host=db;Port=5433;Username=ann;Password=p@ss;Database=alerts", postgres.ConnectionString);
    }

    [Fact]
    public void The_shown_form_has_no_password() =>
        Assert.Equal("postgres db:5432/alerts", DatabaseLocation.Parse("Host=db;Database=alerts;Username=ann;Password=secret")?.ToString());

    [Theory]
    [InlineData("sqlite:")]
    [InlineData("mysql://db")]
    [InlineData("postgres://")]
    public void Anything_else_is_refused(string text) => Assert.Null(DatabaseLocation.Parse(text));
}
