using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Tocsin.Contracts.Configuration.Alertmanager;

namespace Tocsin.Notifier.Receivers.Sns;

/// <summary>
/// Who we are to AWS: the key in the configuration, or what AWS' own library finds in profile, environment, container or machine; then the role that
/// it is to take on. The library keeps temporary credentials fresh. Thread-safe.
/// </summary>
internal sealed class AwsIdentity(SigV4Config config)
{
    private readonly Lock _gate = new();
    private AWSCredentials? _credentials;
    private string? _region;

    /// <summary>Why there is nobody to sign; worth another try, since the environment may change.</summary>
    public string Missing { get; private set; } = "";

    /// <exception cref="IOException">The credentials could not be fetched.</exception>
    public async ValueTask<AwsSigner?> FindAsync(CancellationToken cancel)
    {
        (AWSCredentials? credentials, string region) = Resolve();
        if (region.Length == 0) Missing = "region not configured in sns.sigv4.region or in default credentials chain (set sigv4.region)";
        if (credentials is null || region.Length == 0) return null;
        try
        {
            ImmutableCredentials now = await credentials.GetCredentialsAsync().WaitAsync(cancel).ConfigureAwait(false);
            return new AwsSigner(region, now.AccessKey, now.SecretKey, now.Token ?? "");
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or InvalidOperationException)
        {
            throw new IOException("no AWS credentials: " + e.Message, e);
        }
    }

    private (AWSCredentials? Credentials, string Region) Resolve()
    {
        lock (_gate)
        {
            _region ??= FindRegion();
            try
            {
                return (_credentials ??= FindCredentials(), _region);
            }
            catch (Exception e) when (e is AmazonClientException or AmazonServiceException)
            {
                Missing = $"no AWS credentials: {e.Message} (set access_key and secret_key, or profile, in sigv4)";
                return (null, _region);
            }
        }
    }

    private AWSCredentials? FindCredentials()
    {
        AWSCredentials? source;
        if (config.SecretKey is { } secret) source = new BasicAWSCredentials(config.AccessKey, secret.Reveal);
        else if (config.Profile.Length == 0) source = DefaultAWSCredentialsIdentityResolver.GetCredentials();
        else if (!new CredentialProfileStoreChain().TryGetAWSCredentials(config.Profile, out source)) Missing = $"there is no usable AWS profile {config.Profile}";
        if (source is null || config.RoleArn.Length == 0) return source;
        var options = new AssumeRoleAWSCredentialsOptions();
        if (config.ExternalId.Length > 0) options.ExternalId = config.ExternalId;
        return new AssumeRoleAWSCredentials(source, config.RoleArn, "tocsin", options);
    }

    private string FindRegion()
    {
        if (config.Region.Length > 0) return config.Region;
        if (Environment.GetEnvironmentVariable("AWS_REGION") is { Length: > 0 } region) return region;
        if (Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION") is { Length: > 0 } usual) return usual;
        bool found = new CredentialProfileStoreChain().TryGetProfile(config.Profile.Length > 0 ? config.Profile : "default", out CredentialProfile? profile);
        return found ? profile?.Region?.SystemName ?? "" : "";
    }
}
