namespace Tocsin.Contracts.Api.Prometheus;

/// <summary>The errorType of Prometheus' HTTP API v1; the text and the HTTP status follow from it.</summary>
public enum ApiErrorType
{
    BadData,
    Execution,
    Timeout,
    Canceled,
    Internal,
    Unavailable,
    NotFound,
    NotAcceptable,
}
