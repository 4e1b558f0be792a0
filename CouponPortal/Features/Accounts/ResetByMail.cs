using System.Threading.Channels;

namespace CouponPortal.Features.Accounts;

/// <summary>Sends the links that people ask for, after they were answered: how long it takes would tell who has an account.</summary>
public sealed partial class ResetByMail(IServiceScopeFactory scopes, ILogger<ResetByMail> log) : BackgroundService
{
    // Whoever floods it loses letters, not memory.
    private readonly Channel<string> _asked = Channel.CreateBounded<string>(new BoundedChannelOptions(200) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Send(string email) => _asked.Writer.TryWrite(email);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var email in _asked.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<ResetPassword>().MailAsync(email, stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // One letter must not end the others.
                Failed(log, error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A link to a new password could not be made")]
    private static partial void Failed(ILogger log, Exception error);
}
