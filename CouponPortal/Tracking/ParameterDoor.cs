using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Intake;
using CouponPortal.Tracking.Postbacks;

namespace CouponPortal.Tracking;

/// <summary>What all doors with name-value pairs do around their dialect: read, hand in, answer.</summary>
public sealed class ParameterDoor(OrderIntake intake, Catalog catalog, TimeProvider time)
{
    /// <param name="door">Name that hits and conversions keep.</param>
    /// <param name="read">The dialect.</param>
    public async Task AnswerAsync(HttpContext http, string door, Func<RawRequest, Parameters, Reading> read, params string[] methods)
    {
        if (await DoorRequest.ReadAsync(http, DoorRequest.MaxForm, time.GetUtcNow().UtcDateTime, methods) is not { } raw)
        {
            return;
        }

        var (parameters, unreadable) = Parameters.Of(raw);
        var reading = parameters is null ? new Reading.Refused(unreadable!) : read(raw, parameters);
        await HandInAsync(http, door, raw, reading, parameters?.All("response_type").FirstOrDefault());
    }

    /// <summary>Hands a reading in and answers; 503 when it could not be stored.</summary>
    public async Task HandInAsync(HttpContext http, string door, RawRequest raw, Reading reading, string? responseType = null)
    {
        try
        {
            // Arrived is arrived: a browser that leaves the thank-you page drops its pixel's request, and the order counts all the same.
            var answer = await intake.ReceiveAsync(reading, door, raw, CancellationToken.None);
            await PostbackAnswer.WriteAsync(http, answer, catalog.Current.Ids, responseType);
        }
        catch (StoreUnavailableException)
        {
            http.Response.Headers.RetryAfter = "5";
            await PostbackAnswer.RefuseAsync(
                http, new(StatusCodes.Status503ServiceUnavailable, "store_unavailable", "The order could not be stored. Send it again in a few seconds."), null);
        }
    }
}
