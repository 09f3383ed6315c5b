namespace Tocsin.Engine.Tests.Querying;

public sealed class ExpressionJsonTests
{
    /// <summary>The trees are what Prometheus 3.5 answers.</summary>
    [Theory]
    [InlineData("""sum by (job) (rate(x{a="b"}[5m] offset 1m)) / on (a) group_left (b) -y > bool 1""", """{"bool":true,"lhs":{"bool":false,"lhs":{"expr":{"args":[{"matchers":[{"name":"a","type":"=","value":"b"},{"name":"__name__","type":"=","value":"x"}],"name":"x","offset":60000,"range":300000,"startOrEnd":null,"timestamp":null,"type":"matrixSelector"}],"func":{"argTypes":["matrix"],"name":"rate","returnType":"vector","variadic":0},"type":"call"},"grouping":["job"],"op":"sum","param":null,"type":"aggregation","without":false},"matching":{"card":"many-to-one","include":["b"],"labels":["a"],"on":true},"op":"/","rhs":{"expr":{"matchers":[{"name":"__name__","type":"=","value":"y"}],"name":"y","offset":0,"startOrEnd":null,"timestamp":null,"type":"vectorSelector"},"op":"-","type":"unaryExpr"},"type":"binaryExpr"},"matching":null,"op":"\u003e","rhs":{"type":"numberLiteral","val":"1"},"type":"binaryExpr"}""")]
    [InlineData("(z @ end()) + max_over_time(k[5m:1m] @ 3)", """{"bool":false,"lhs":{"expr":{"matchers":[{"name":"__name__","type":"=","value":"z"}],"name":"z","offset":0,"startOrEnd":"end","timestamp":null,"type":"vectorSelector"},"type":"parenExpr"},"matching":{"card":"one-to-one","include":[],"labels":[],"on":false},"op":"+","rhs":{"args":[{"expr":{"matchers":[{"name":"__name__","type":"=","value":"k"}],"name":"k","offset":0,"startOrEnd":null,"timestamp":null,"type":"vectorSelector"},"offset":0,"range":300000,"startOrEnd":null,"step":60000,"timestamp":3000,"type":"subquery"}],"func":{"argTypes":["matrix"],"name":"max_over_time","returnType":"vector","variadic":0},"type":"call"},"type":"binaryExpr"}""")]
    [InlineData("""topk(3, {__name__=~"a.*",b!="c",d!~"e"} @ 100)""", """{"expr":{"matchers":[{"name":"__name__","type":"=~","value":"a.*"},{"name":"b","type":"!=","value":"c"},{"name":"d","type":"!~","value":"e"}],"name":"","offset":0,"startOrEnd":null,"timestamp":100000,"type":"vectorSelector"},"grouping":[],"op":"topk","param":{"type":"numberLiteral","val":"3"},"type":"aggregation","without":false}""")]
    [InlineData("\"s\"", """{"type":"stringLiteral","val":"s"}""")]
    [InlineData("1e-7", """{"type":"numberLiteral","val":"0.0000001"}""")]
    [InlineData("histogram_quantile(0.9, x) and ignoring(a) y", """{"bool":false,"lhs":{"args":[{"type":"numberLiteral","val":"0.9"},{"matchers":[{"name":"__name__","type":"=","value":"x"}],"name":"x","offset":0,"startOrEnd":null,"timestamp":null,"type":"vectorSelector"}],"func":{"argTypes":["scalar","vector"],"name":"histogram_quantile","returnType":"vector","variadic":0},"type":"call"},"matching":{"card":"many-to-many","include":[],"labels":["a"],"on":false},"op":"and","rhs":{"matchers":[{"name":"__name__","type":"=","value":"y"}],"name":"y","offset":0,"startOrEnd":null,"timestamp":null,"type":"vectorSelector"},"type":"binaryExpr"}""")]
    [InlineData("""label_replace(up,"a","b","c","d")""", """{"args":[{"matchers":[{"name":"__name__","type":"=","value":"up"}],"name":"up","offset":0,"startOrEnd":null,"timestamp":null,"type":"vectorSelector"},{"type":"stringLiteral","val":"a"},{"type":"stringLiteral","val":"b"},{"type":"stringLiteral","val":"c"},{"type":"stringLiteral","val":"d"}],"func":{"argTypes":["vector","string","string","string","string"],"name":"label_replace","returnType":"vector","variadic":0},"type":"call"}""")]
    [InlineData("time()", """{"args":[],"func":{"argTypes":[],"name":"time","returnType":"scalar","variadic":0},"type":"call"}""")]
    public async Task A_query_is_shown_as_upstream_shows_it(string query, string tree)
    {
        await using RunningEngine engine = await RunningEngine.StartAsync();
        (int status, string body) = await engine.GetAsync("/api/v1/parse_query?query=" + Uri.EscapeDataString(query));
        Assert.Equal((200, $$"""{"status":"success","data":{{tree}}}"""), (status, body));
    }
}
