using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Configuration;
using Tocsin.Model.Matchers;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier;

/// <summary>Puts the Notifier together.</summary>
public static class NotifierRegistration
{
    /// <summary>The queue that all Notifiers share: each batch of alerts goes to one of them.</summary>
    public const string AlertQueue = "tocsin-alerts";

    /// <summary>
    /// Adds the Notifier. The host brings <see cref="IDbContextFactory{NotifierDbContext}"/> (migrated before the start), and the bus if there is one.
    /// </summary>
    public static IServiceCollection AddTocsinNotifier(this IServiceCollection services, NotifierOptions options)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(new NotifierInstance(options.InstanceId));
        AddPersistence(services, options);
        AddIntake(services, options);
        AddGroups(services, options);
        AddPipeline(services, options);
        services.AddSingleton<NotifierConfiguration>();
        services.AddSingleton<INotifierConfig>(provider => provider.GetRequiredService<NotifierConfiguration>());
        services.AddSingleton<IReloadable>(provider => provider.GetRequiredService<NotifierConfiguration>());
        services.AddSingleton<NotifierGauges>();
        services.AddSingleton<NotifierService>();
        services.AddHostedService(provider =>
        {
            provider.GetRequiredService<NotifierGauges>();
            return provider.GetRequiredService<NotifierService>();
        });
        return services;
    }

    /// <summary>Adds the Notifier's consumers; the transport is the host's, which lets it configure their endpoints.</summary>
    public static void AddNotifierConsumers(this IBusRegistrationConfigurator bus, NotifierOptions options)
    {
        bus.AddConsumer<AlertBatchConsumer>().Endpoint(endpoint => endpoint.Name = AlertQueue);
        bus.AddConsumer<AnnouncementConsumer>().Endpoint(endpoint =>
        {
            // Each instance hears every announcement, and its queue goes when it does.
            endpoint.Name = "tocsin-notifier-" + options.InstanceId;
            endpoint.Temporary = true;
        });
        bus.AddConsumer<OwnerLineConsumer>().Endpoint(endpoint =>
        {
            // Beside it, since a retry may take its time.
            endpoint.Name = "tocsin-notifier-owner-" + options.InstanceId;
            endpoint.Temporary = true;
        });
    }

    private static void AddPersistence(IServiceCollection services, NotifierOptions options)
    {
        services.AddSingleton<DatabaseMetrics>();
        services.AddSingleton(provider => new WriteJournal(options.JournalFolder, options.InstanceId, provider.GetRequiredService<ILogger<WriteJournal>>()));
        services.AddSingleton(provider => new SentSlips(
            options.JournalFolder, options.InstanceId, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SentSlips>>()));
        services.AddSingleton<DatabaseWriter>();
        services.AddSingleton<IAlertStore, AlertStore>();
        services.AddSingleton<IGroupStore, GroupStore>();
        services.AddSingleton<ISilenceStore, SilenceStore>();
        services.AddSingleton<INotificationStore, NotificationStore>();
        services.AddSingleton<INotificationHistory, HistoryReader>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<RetentionJob>(provider, HistoryRetention(provider, options)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ReplicaWatch>(provider, new Replica(options.InstanceId, options.ExternalUrl.Authority)));
        services.AddSingleton<IShardLease>(provider =>
            IsShared(provider) ? ActivatorUtilities.CreateInstance<PostgresLease>(provider, options.InstanceId) : new SoleLease());
    }

    private static void AddIntake(IServiceCollection services, NotifierOptions options)
    {
        services.AddSingleton(new IntakeOptions
        {
            ClassicNames = options.Syntax == MatcherSyntax.Classic,
            GcInterval = options.AlertGcInterval,
            AlertsPerName = options.AlertsPerName,
            MaxAlerts = options.MaxAlerts,
        });
        services.AddSingleton<INotifierChanges, NotifierChanges>();
        services.AddSingleton<IntakeMetrics>();
        services.AddSingleton<AlertProjection>();
        services.AddSingleton<LabelSetCache>();
        services.AddSingleton<INotifierAnnouncer>(provider => IsShared(provider) && provider.GetService<IBus>() is { } bus
            ? new BusAnnouncer(bus, options.InstanceId, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<BusAnnouncer>>())
            : new NoAnnouncer());
        services.AddSingleton(provider =>
        {
            AlertIntake intake = ActivatorUtilities.CreateInstance<AlertIntake>(provider);
            intake.SharesDatabase = IsShared(provider);
            return intake;
        });
        services.AddSingleton<IAlertIntake>(provider => provider.GetRequiredService<AlertIntake>());
    }

    private static void AddGroups(IServiceCollection services, NotifierOptions options)
    {
        services.AddSingleton<GroupTable>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<Inhibitor>();
        services.AddSingleton(new SilenceOptions(options.MaxSilences, options.MaxSilenceBytes, options.DataRetention, options.Syntax == MatcherSyntax.Classic) { LogChanges = options.LogSilences });
        services.AddSingleton<SilenceMetrics>();
        services.AddSingleton<SilenceBook>();
        services.AddSingleton<ISilences>(provider => provider.GetRequiredService<SilenceBook>());
    }

    private static void AddPipeline(IServiceCollection services, NotifierOptions options)
    {
        services.AddSingleton<NotificationMetrics>();
        services.AddSingleton<NotificationLog>();
        services.AddSingleton<IToldBeginnings>(provider => provider.GetRequiredService<NotificationLog>());
        services.AddSingleton(new RetryPolicy(Random.Shared));
        services.AddSingleton<Deliverer>();
        services.AddSingleton<FailureBook>();
        services.AddSingleton<SendGate>();
        services.AddSingleton<DeliveryAlarm>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LogStamp>(provider, options.DataRetention));
        services.AddSingleton<InterruptedSends>();
        services.AddSingleton<GroupJudge>();
        services.AddSingleton<IntegrationJudge>();
        services.AddSingleton<IntegrationPipeline>();
        services.AddSingleton<FallbackPlan>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<DecisionRecorder>(provider, HistoryRetention(provider, options)));
        services.AddSingleton<Rehearsal>();
        services.AddSingleton<Redelivery>();
        services.AddSingleton(provider => new OwnerLine(
            IsShared(provider) ? provider.GetService<IBus>() : null,
            provider.GetRequiredService<NotifierInstance>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OwnerLine>>()));
        services.AddSingleton<DeadLetterDesk>();
        services.AddSingleton<TriedAgain>();
        services.AddSingleton(provider => new HouseAlarm(
            provider.GetRequiredService<IAlertIntake>(),
            provider.GetRequiredService<INotifierState>(),
            provider.GetService<IBus>(),
            provider.GetRequiredService<NotifierInstance>(),
            options.AwayPatience,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HouseAlarm>>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<HistorySpan>(provider, HistoryRetention(provider, options)));
        services.AddSingleton<LastDecisions>();
        services.AddSingleton<ToldThen>();
        services.AddSingleton<OwnerNotes>();
        services.AddSingleton<Explainer>();
        services.AddSingleton<AlertTimeline>();
        services.AddSingleton<IGroupFlusher, NotificationPipeline>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<NotifierStateReader>(provider, () => Health(provider)));
        services.AddSingleton<INotifierState>(provider => provider.GetRequiredService<NotifierStateReader>());
    }

    /// <summary>The configuration may keep histories for longer or shorter than everything else.</summary>
    private static Func<TimeSpan> HistoryRetention(IServiceProvider provider, NotifierOptions options) =>
        () => provider.GetRequiredService<NotifierConfiguration>().CurrentOrNull?.Config.Tocsin.HistoryRetention ?? options.DataRetention;

    private static NotifierHealth Health(IServiceProvider provider)
    {
        DatabaseWriter writer = provider.GetRequiredService<DatabaseWriter>();
        return new(writer.AwaySince, writer.WaitingRows, provider.GetRequiredService<IShardLease>().IsHeld);
    }

    /// <summary>Several Notifiers may work on one Postgres; a SQLite file is one process's own.</summary>
    private static bool IsShared(IServiceProvider provider)
    {
        using NotifierDbContext context = provider.GetRequiredService<IDbContextFactory<NotifierDbContext>>().CreateDbContext();
        return context.Database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) != true;
    }
}
