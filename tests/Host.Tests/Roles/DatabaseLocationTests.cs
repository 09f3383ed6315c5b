using Npgsql;
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
    public void What_a_url_asks_for_is_passed_on()
    {
        var postgres = Assert.IsType<Postgres>(DatabaseLocation.Parse("postgres://ann:a;b@db/alerts?sslmode=verify-full&application_name=tocsin&connect_timeout=3&target_session_attrs=read-write"));
        var read = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        Assert.Equal(("a;b", SslMode.VerifyFull, "tocsin", 3), (read.Password, read.SslMode, read.ApplicationName, read.Timeout));
        Assert.Null(DatabaseLocation.Parse("postgres://db/alerts?no_such_thing=1"));
        Assert.Null(DatabaseLocation.Parse("postgres://db/alerts?sslmode=perhaps"));
    }

    [Theory]
    [InlineData("Host=db", 100, true)]
    [InlineData("Host=db;Max Auto Prepare=0", 0, true)]
    [InlineData("Host=db;maxautoprepare=7;no reset on close=false", 7, false)]
    public void Statements_are_prepared_unless_the_user_says_otherwise(string text, int prepared, bool noReset)
    {
        var read = new NpgsqlConnectionStringBuilder(Assert.IsType<Postgres>(DatabaseLocation.Parse(text)).Prepared);
        Assert.Equal((prepared, noReset), (read.MaxAutoPrepare, read.NoResetOnClose));
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
