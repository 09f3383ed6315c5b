namespace Tocsin.Contracts.Api.Alertmanager;

/// <summary>
/// What API v2 answers when a request cannot be served. Two shapes, as upstream has them: <c>{"code":..., "message":...}</c> when the request breaks
/// the schema, a bare JSON text when its content is wrong.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The number in the body; 0 for a bare text.</param>
public sealed record ApiFault(int Status, int Code, string Message)
{
    private const int WrongType = 601;
    private const int Missing = 602;
    private const int TooFew = 612;

    public static ApiFault Bad(string message) => new(400, 0, message);

    public static ApiFault NotFound(string message) => new(404, 0, message);

    public static ApiFault Failed(string message) => new(500, 0, message);

    public static ApiFault Unreadable(string body, string why) => new(400, 400, $"parsing {body} body from \"\" failed, because {why}");

    public static ApiFault Required(string field) => new(422, Missing, $"{field} in body is required");

    public static ApiFault NotOfType(string field, string place, string type, string value) => new(422, WrongType, $"{field} in {place} must be of type {type}: \"{value}\"");

    public static ApiFault Empty(string field) => new(422, TooFew, $"{field} in body should have at least 1 items");

    public static ApiFault TooLarge(long limit) => new(413, 413, $"the body is larger than {limit} bytes");

    public static ApiFault MediaType(string given) => new(415, 415, $"unsupported media type \"{given}\", only [application/json] are allowed");
}
