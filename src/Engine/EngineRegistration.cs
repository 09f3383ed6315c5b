using System.Diagnostics.Metrics;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Bus;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Http;
using Tocsin.Engine.Alerting;
using Tocsin.Engine.Alerting.Sending;
using Tocsin.Engine.Endpoints;
using Tocsin.Engine.Persistence;
using Tocsin.Engine.Querying;
using Tocsin.Engine.Rules;
using Tocsin.Model.Storage;
using Tocsin.PromQL;

namespace Tocsin.Engine;

/// <summary>Puts the Engine together.</summary>
public static class EngineRegistration
{
    /// <summary>
    /// Adds rules, alerting and the query API. The host brings <see cref="ISeriesSource"/>, <see cref="ISampleStore"/>, <see cref="QueryEngine"/>,
    /// <c>IDbContextFactory&lt;EngineDbContext&gt;</c> (migrated), <see cref="TimeProvider"/>, <see cref="IMeterFactory"/> and, unless alerts go to
    /// configured Alertmanagers only, MassTransit's <see cref="IBus"/>. Rules start when <see cref="IReloadable"/> <c>prometheus</c> is applied first.
    /// </summary>
    public static IServiceCollection AddTocsinEngine(this IServiceCollection services, EngineOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<AlertingSettings>();
        services.AddSingleton<ConfigStatus>();
        services.AddSingleton<RuleMetrics>();
        services.AddSingleton<SendingMetrics>();
        services.AddSingleton<RunningQueries>();
        services.AddSingleton(s => new QueryLog(s.Get<TimeProvider>(), s.Log("Querying"), s.Get<IMeterFactory>()));
        services.AddSingleton<QueryRunner>();
        services.AddSingleton<IRuleQuery, PromQlRuleQuery>();
        services.AddSingleton<IRuleFactory>(s => new RuleFactory(s.Get<IRuleQuery>(), s.Get<AlertingSettings>(), options.ExternalUrl, s.Get<TimeProvider>()));
        services.AddSingleton(s => new DbAlertStateStore(s.Get<IDbContextFactory<EngineDbContext>>(), s.Get<IMeterFactory>(), s.Get<TimeProvider>(), s.Log("Persistence")));
        services.AddSingleton<IAlertStateStore>(s => s.Get<DbAlertStateStore>());
        services.AddSingleton(s => new DbAlertHistory(
            s.Get<IDbContextFactory<EngineDbContext>>(), options.HistoryRetention, s.Get<IMeterFactory>(), s.Get<TimeProvider>(), s.Log("Persistence")));
        services.AddSingleton<IAlertEventSink>(s => s.Get<DbAlertHistory>());
        services.AddSingleton(s => Outlets(s, options));
        services.AddSingleton<IAlertOutput>(s => s.Get<AlertOutlets>());
        services.AddSingleton(new DispatchOptions(options.ResendDelay, options.RestoreSettle, options.ExternalUrl));
        services.AddSingleton<IGroupListener, AlertDispatcher>();
        services.AddSingleton(s => Manager(s, options));
        services.AddSingleton<IReloadable, EngineReload>();
        services.AddHostedService<EngineService>();
        return services;
    }

    /// <summary>Maps the query, rule and status paths of <c>/api/v1</c>.</summary>
    public static IEndpointRouteBuilder MapTocsinEngine(this IEndpointRouteBuilder endpoints)
    {
        IServiceProvider s = endpoints.ServiceProvider;
        EngineOptions options = s.Get<EngineOptions>();
        TimeProvider clock = s.Get<TimeProvider>();
        RuleManager rules = s.Get<RuleManager>();
        AlertOutlets outlets = s.Get<AlertOutlets>();
        var routes = new ApiRoute(endpoints, s.Log("Endpoints"));
        new QueryEndpoints(s.Get<QueryRunner>(), s.Get<ISeriesSource>(), options.Features, clock).Map(routes);
        new RunningQueriesEndpoint(s.Get<RunningQueries>(), clock).Map(endpoints);
        new SeriesEndpoints(s.Get<ISeriesSource>()).Map(routes);
        new RuleEndpoints(() => rules.Groups, () => outlets.Configured).Map(routes);
        var facts = new ServerFacts(options.Flags, options.ApiVersion, options.Revision, options.StorageRetention, clock.GetUtcNow());
        new StatusEndpoints(facts, s.Get<ConfigStatus>(), clock).Map(routes);
        return endpoints;
    }

    private static RuleManager Manager(IServiceProvider s, EngineOptions options)
    {
        RuleMetrics metrics = s.Get<RuleMetrics>();
        var manager = new RuleManager(new RunnerParts(
            s.Get<ISampleStore>(),
            s.Get<IRuleFactory>(),
            s.Get<IGroupListener>(),
            metrics,
            new SemaphoreSlim(Math.Max(1, options.MaxConcurrentGroups)),
            s.Get<TimeProvider>(),
            s.Log("Rules")));
        RuleMetrics.Observe(s.Get<IMeterFactory>(), () => manager.Groups);
        return manager;
    }

    private static AlertOutlets Outlets(IServiceProvider s, EngineOptions options)
    {
        TimeProvider clock = s.Get<TimeProvider>();
        ILogger log = s.Log("Alerting");
        var peers = options.NotifierPeers.Select(peer => (IAlertSender)new HttpAlertSender(
            HttpClients.Create(HttpClientConfig.Default), new Uri(peer.ToString().TrimEnd('/') + "/api/v2/alerts"), options.SendTimeout, clock)).ToList();
        IAlertSender? bus = s.GetService<IBus>() is { } transport ? new BusAlertSender(transport, options.SendTimeout, clock) : null;
        IAlertSender? own = bus is null && peers.Count == 0 ? null : new FallbackAlertSender(bus, peers, clock, log);
        var parts = new OutletParts(options.NotificationQueueCapacity, Math.Clamp(options.NotificationBatchSize, 1, 64), s.Get<SendingMetrics>(), clock, log);
        return new AlertOutlets(own, options.OwnAlertmanagers, parts);
    }

    private static T Get<T>(this IServiceProvider services) where T : notnull => services.GetRequiredService<T>();

    private static ILogger Log(this IServiceProvider services, string room) => services.Get<ILoggerFactory>().CreateLogger("Tocsin.Engine." + room);
}
