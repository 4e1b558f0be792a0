using CouponPortal.Domain.Clicks;

namespace CouponPortal.Data.Writer;

/// <summary>Look-ups by key that judging an order needs, without EF.</summary>
public sealed class EventReader(Database database)
{
    /// <summary>Null when no click of that key is stored.</summary>
    public async Task<RecordedClick?> FindClickAsync(long id, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT advertiser_id, offer_id, partner_id, coupon_code, sub1, sub2, sub3, sub4, sub5 FROM clicks WHERE id = @id";
        var parameter = command.CreateParameter();
        parameter.ParameterName = "id";
        parameter.Value = id;
        command.Parameters.Add(parameter);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new RecordedClick(id, Int(0), Int(1), Int(2), Text(3), [Text(4), Text(5), Text(6), Text(7), Text(8)])
            : null;

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);

        int? Int(int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
    }
}
