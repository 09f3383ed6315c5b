namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Silences and the notification log (S1 to S14, L1 to L5) as stories.</summary>
internal static class SilenceScenarios
{
    private const string Quick = """
        route: {receiver: team, group_by: [alertname], group_wait: 1s, group_interval: 1s, repeat_interval: 1h}
        receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
        """;

    private const string A = """{"name":"a","value":"b","isRegex":false,"isEqual":true}""";

    private static string Body(string matchers, string start = "@0", string end = "@60", string id = "") =>
        $$"""{"id":"{{id}}","matchers":[{{matchers}}],"startsAt":"{{start}}","endsAt":"{{end}}","createdBy":"ann","comment":"c"}""";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new Scenario("S2 and L2: silences and what was told outlive a restart", Quick)
            .Post(0.5, "a start=0.5 end=60", "b start=0.5 end=60")
            .Silence(0.7, "alertname", "b", from: 0, to: 60, name: "on")
            .Silence(0.7, "alertname", "c", from: 0, to: 60, name: "off")
            .Silence(0.7, "alertname", "d", from: 30, to: 60, name: "later")
            .Unsilence(0.7, "off")
            .Restart(2.1)
            .Post(5, "a start=0.5 end=60", "b start=0.5 end=60")
            .Asks(5.1, "/api/v2/silences", "on active(0.5..60) | later pending(30..60) | off expired(0.5..0.5)")
            .Post(6.7, "a start=0.5 end=6.6")
            .Tells(8.5, "1.5 team: a(0.5)", "7.5 team: -a(0.5..6.5)"),

        new Scenario("S4 what keeps the id of a silence and what makes a new one", Quick)
            .Silence(1, "a", "b", from: 0.5, to: 60, name: "one", says: "200 new")
            .Silence(1.1, "a", "b", from: 1, to: 60, name: "one", id: "one", says: "200 same")
            .Silence(1.1, "a", "b", from: 1, to: 60, name: "one", id: "one", comment: "another", says: "200 same")
            .Silence(1.1, "a", "b", from: 1, to: 90, name: "one", id: "one", says: "200 same")
            .Silence(1.1, "a", "c", from: 1, to: 60, name: "two", id: "one", says: "200 new")
            .Asks(1.2, "/api/v2/silences", "two active(1..60) | one expired(1..1)")
            .Silence(3, "a", "c", from: 2.5, to: 60, name: "three", id: "two", says: "200 new")
            .Asks(3.1, "/api/v2/silences", "three active(3..60) | two expired(1..3) | one expired(1..1)")
            .Sends(3.2, "/api/v2/silences", Body("""{"name":"a","value":"(","isRegex":true,"isEqual":true}""", id: "{three}"), "400 \"invalid silence: invalid label matcher 0 in set 0: invalid regular expression \\\"(\\\": …")
            .Asks(3.3, "/api/v2/silence/{three}", "{\"id\":\"three\",\"status\":{\"state\":\"active\"},\"comment\":\"c\",\"createdBy\":\"scenario\",\"endsAt\":\"60\",\"matchers\":[{\"isEqual\":true,\"isRegex\":false,\"name\":\"a\",\"value\":\"c\"}],\"startsAt\":\"3\"}")
            .Tells(3.4),

        new Scenario("S5 a silence that is active is made longer and shorter under its id", Quick)
            .Silence(1, "a", "b", from: 1, to: 60, name: "one")
            .Silence(1.1, "a", "b", from: 1, to: 90, name: "one", id: "one", says: "200 same")
            .Silence(1.1, "a", "b", from: 1, to: 30, name: "one", id: "one", says: "200 same")
            .Asks(1.2, "/api/v2/silences", "one active(1..30)")
            .Tells(1.3),

        new Scenario("S6 a silence that says nothing, or that cannot be, is refused", Quick)
            .Sends(0.5, "/api/v2/silences", Body(A, id: "00000000-0000-4000-8000-000000000000"), "404 \"silence not found\"")
            .Sends(0.5, "/api/v2/silences", Body("""{"name":"a","value":"","isRegex":false}""", id: "00000000-0000-4000-8000-000000000000"),
                "400 \"invalid silence: matcher set 0: at least one matcher must not match the empty string\"")
            .Sends(0.5, "/api/v2/silences", Body(""), "422 {\"code\":612,\"message\":\"matchers in body should have at least 1 items\"}")
            .Sends(0.5, "/api/v2/silences", Body("""{"name":"","value":"b","isRegex":false,"isEqual":true}"""), "400 \"invalid silence: invalid label matcher 0 in set 0: invalid label name \\\"\\\"\"")
            .Sends(0.5, "/api/v2/silences", Body("""{"name":"a","value":"(","isRegex":true,"isEqual":true}"""), "400 \"invalid silence: invalid label matcher 0 in set 0: invalid regular expression \\\"(\\\": …")
            .Sends(0.5, "/api/v2/silences", Body("""{"name":"a","value":"","isRegex":false,"isEqual":true}"""), "400 \"invalid silence: matcher set 0: at least one matcher must not match the empty string\"")
            .Sends(0.5, "/api/v2/silences", Body("""{"name":"a","value":".*","isRegex":true,"isEqual":true}"""), "400 \"invalid silence: matcher set 0: at least one matcher must not match the empty string\"")
            .Sends(0.5, "/api/v2/silences", Body("""{"name":"a","value":"x","isRegex":false,"isEqual":false}"""), "{\"silenceID\":\"id\"}")
            .Sends(0.5, "/api/v2/silences", Body(A, start: "@60", end: "@30"), "400 \"Failed to create silence: start time must be before end time\"")
            .Sends(0.5, "/api/v2/silences", Body(A, start: "@-60", end: "@-30"), "400 \"Failed to create silence: end time can't be in the past\"")
            .Sends(0.5, "/api/v2/silences", Body(A, start: "0001-01-01T00:00:00Z", end: "@90"), "{\"silenceID\":\"id\"}")
            .Sends(0.5, "/api/v2/silences", "{", "400 {\"code\":400,\"message\":\"parsing silence body from \\\"\\\" …")
            .Sends(0.5, "/api/v2/silences", """{"matchers":[{"name":"a"}],"comment":"c"}""", "422 {\"code\":602,\"message\":\"createdBy in body is required\"}")
            .Asks(0.7, "/api/v2/silences", "id active(0.5..60) | id active(0.5..90)")
            .Tells(0.8),

        new Scenario("S7 a limit counts ended silences too, and what it refuses leaves the old one active", Quick) { Settings = new() { MaxSilences = 2 } }
            .Silence(0.5, "a", "b", from: 0, to: 60, name: "one")
            .Unsilence(0.5, "one")
            .Silence(0.6, "a", "b", from: 0, to: 60, name: "two", says: "200 new")
            .Silence(0.7, "a", "c", from: 0, to: 60, name: "three", says: "400 \"exceeded maximum number of silences: 2 (limit: 2)\"")
            .Silence(0.7, "a", "c", from: 0, to: 60, name: "three", id: "two", says: "400 \"exceeded maximum number of silences: 2 (limit: 2)\"")
            .Silence(0.8, "a", "b", from: 0.5, to: 90, name: "two", id: "two", says: "200 same")
            .Asks(0.9, "/api/v2/silences", "two active(0.5..90) | one expired(0.5..0.5)")
            .Tells(1),

        new Scenario("S8 silences are asked for by state and by the matchers they have", Quick)
            .Sends(0.5, "/api/v2/silences", Body("""{"name":"x","value":"y","isRegex":false,"isEqual":false},{"name":"a","value":"b","isRegex":false}""", end: "@40"), "{\"silenceID\":\"id\"}")
            .Silence(0.6, "a", "b", from: 0, to: 50, name: "is")
            .Silence(0.6, "a", "b.*", from: 0, to: 60, regex: true, name: "like")
            .Silence(0.6, "a", "b", from: 30, to: 60, name: "later")
            .Silence(0.6, "a", "b", from: 0, to: 60, name: "over")
            .Unsilence(0.7, "over")
            .Asks(0.8, "/api/v2/silences", "id active(0.5..40) | is active(0.5..50) | like active(0.5..60) | later pending(30..60) | over expired(0.5..0.5)")
            .Asks(0.8, "/api/v2/silences?filter=a%3D~%22b.*%22", "like active(0.5..60)")
            .Asks(0.8, "/api/v2/silences?filter=a%3Db", "id active(0.5..40) | is active(0.5..50) | later pending(30..60) | over expired(0.5..0.5)")
            .Asks(0.8, "/api/v2/silences?filter=a!%3Db", "")
            .Asks(0.8, "/api/v2/silences?filter=a%3D~b", "")
            .Asks(0.8, "/api/v2/silences?filter=a", "400 \"bad matcher format: a\"")
            .Asks(0.8, "/api/v2/silence/{like}", "{\"id\":\"like\",\"status\":{\"state\":\"active\"},\"comment\":\"c\",\"createdBy\":\"scenario\",\"endsAt\":\"60\",\"matchers\":[{\"isEqual\":true,\"isRegex\":true,\"name\":\"a\",\"value\":\"b.*\"}],\"startsAt\":\"0.5\"}")
            .Asks(0.8, "/api/v2/silence/00000000-0000-4000-8000-000000000000", "404 ")
            .Asks(0.8, "/api/v2/silence/misspelt", "422 {\"code\":601,\"message\":\"silenceID in path must be of type uuid: \\\"misspelt\\\"\"}")
            .Tells(1),

        new Scenario("S8 silences are asked for by flags", Quick) { OursAlone = "0.33 has no such flags" }
            .Silence(0.6, "a", "b", from: 0, to: 50, name: "on")
            .Silence(0.6, "a", "b", from: 30, to: 60, name: "later")
            .Silence(0.6, "a", "b", from: 0, to: 60, name: "over")
            .Unsilence(0.7, "over")
            .Asks(0.8, "/api/v2/silences?active=false", "later pending(30..60) | over expired(0.5..0.5)")
            .Asks(0.8, "/api/v2/silences?expired=false&pending=false", "on active(0.5..50)")
            .Asks(0.8, "/api/v2/silences?active=false&expired=false&pending=false", "")
            .Tells(1),

        new Scenario("S9 which changes can be made under the same id", Quick)
            .Silence(1, "a", "b", from: 30, to: 60, name: "later")
            .Silence(1.1, "a", "b", from: 20, to: 60, name: "later", id: "later", says: "200 same")
            .Silence(1.1, "a", "b", from: 20, to: 25, name: "later", id: "later", says: "200 same")
            .Silence(1.1, "a", "b", from: 0, to: 25, name: "now", id: "later", says: "200 new")
            .Silence(1.2, "a", "b", from: 20, to: 25, name: "moved", id: "now", says: "200 new")
            .Asks(1.3, "/api/v2/silences", "moved pending(20..25) | now expired(1..1) | later expired(1..1)")
            .Silence(1.4, "a", "b", from: 1, to: 60, name: "again", id: "now", says: "200 new")
            .Silence(1.5, "a", "b", from: 1, to: 0.5, name: "again", id: "again", says: "400 \"Failed to create silence: start time must be before end time\"")
            .Asks(1.6, "/api/v2/silences", "again active(1..60) | moved pending(20..25) | now expired(1..1) | later expired(1..1)")
            .Tells(1.7),

        new Scenario("S10 what waits, what is active and what is over can be ended, what is unknown cannot", Quick)
            .Silence(1, "a", "b", from: 30, to: 60, name: "later")
            .Silence(1, "a", "b", from: 1, to: 60, name: "on")
            .Unsilence(1.1, "later", says: "")
            .Unsilence(1.6, "on", says: "")
            .Unsilence(1.7, "on", says: "")
            .Asks(1.8, "/api/v2/silence/{later}", "{\"id\":\"later\",\"status\":{\"state\":\"expired\"},\"comment\":\"c\",\"createdBy\":\"scenario\",\"endsAt\":\"1\",\"matchers\":[{\"isEqual\":true,\"isRegex\":false,\"name\":\"a\",\"value\":\"b\"}],\"startsAt\":\"1\"}")
            .Asks(1.8, "/api/v2/silences", "on expired(1..1.5) | later expired(1..1)")
            .Unsilence(1.9, "00000000-0000-4000-8000-000000000000", says: "404 ")
            .Tells(2),

        new Scenario("S11 a silence mutes while it is active, a second one takes over, an ended one mutes no more", Quick)
            .Post(0.5, "a start=0.5 end=60")
            .Silence(0.7, "alertname", "a", from: 2, to: 4, name: "one")
            .Silence(0.7, "alertname", "a|b", from: 3, to: 7, regex: true, name: "two")
            .Asks(1, "/api/v2/alerts", "a(0.5..60)")
            .Asks(2.5, "/api/v2/alerts", "a(0.5..60)~one")
            .Asks(3.5, "/api/v2/alerts?silenced=true&active=false", "a(0.5..60)~one,two")
            .Asks(4.5, "/api/v2/alerts", "a(0.5..60)~two")
            .Silence(4.7, "alertname", "a|b", from: 6, to: 8, regex: true, name: "three", id: "two", says: "200 new")
            .Asks(5, "/api/v2/alerts", "a(0.5..60)")
            .Asks(6.5, "/api/v2/alerts", "a(0.5..60)~three")
            .Unsilence(6.6, "three")
            .Asks(6.7, "/api/v2/alerts?silenced=false", "a(0.5..60)")
            .Tells(7.2, "1.5 team: a(0.5)"),

        new Scenario("S12 annotations of a silence are kept, returned and changed", Quick) { OursAlone = "0.33 has none" }
            .Silence(0.5, "a", "b", from: 0, to: 60, name: "one")
            .Sends(0.6, "/api/v2/silences", Body(A, id: "{one}").Replace("\"comment\"", "\"annotations\":{\"ticket\":\"42\"},\"comment\"", StringComparison.Ordinal), "{\"silenceID\":\"one\"}")
            .Asks(0.7, "/api/v2/silence/{one}", "{\"id\":\"one\",\"status\":{\"state\":\"active\"},\"annotations\":{\"ticket\":\"42\"},\"comment\":\"c\",\"createdBy\":\"ann\",\"endsAt\":\"60\",\"matchers\":[{\"isEqual\":true,\"isRegex\":false,\"name\":\"a\",\"value\":\"b\"}],\"startsAt\":\"0\"}")
            .Sends(0.8, "/api/v2/silences", Body(A, id: "{one}").Replace("\"comment\"", "\"annotations\":{\"ticket\":\"43\",\"x\":\"y\"},\"comment\"", StringComparison.Ordinal), "{\"silenceID\":\"one\"}")
            .Asks(0.9, "/api/v2/silence/{one}", "{\"id\":\"one\",\"status\":{\"state\":\"active\"},\"annotations\":{\"ticket\":\"43\",\"x\":\"y\"},\"comment\":\"c\",\"createdBy\":\"ann\",\"endsAt\":\"60\",\"matchers\":[{\"isEqual\":true,\"isRegex\":false,\"name\":\"a\",\"value\":\"b\"}],\"startsAt\":\"0\"}")
            .Tells(1),

        new Scenario("L4 every integration of every receiver has a log of its own", """
            route:
              receiver: one
              routes:
              - {matchers: [a="1"], receiver: one, group_by: [alertname], group_wait: 0s, group_interval: 1s, continue: true}
              - {matchers: [a="1"], receiver: two, group_by: [alertname], group_wait: 0s, group_interval: 1s}
            receivers:
            - {name: one, webhook_configs: [{url: 'HOOK/one'}, {url: 'HOOK/broken'}]}
            - {name: two, webhook_configs: [{url: 'HOOK/two'}]}
            """)
            .With(hooks => hooks.Status = (hook, now) => hook == "broken" && now < 2 ? 400 : 200)
            .Post(0.5, "a a=1 start=0.5 end=60")
            .Tells(3.9, "0.5 one: a(0.5)", "0.5 two: a(0.5)", "2.5 broken: a(0.5)"),
    ];
}
