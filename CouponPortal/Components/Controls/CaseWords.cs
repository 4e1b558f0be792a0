using CouponPortal.Domain.Cases;
using CouponPortal.Domain.MissingSales;

namespace CouponPortal.Components.Controls;

/// <summary>States of cases and answers to questions, for people.</summary>
public static class CaseWords
{
    public static string Of(SaleCaseState state) => state switch
    {
        SaleCaseState.Open => "Open",
        SaleCaseState.NeedsMore => "Question to the partner",
        SaleCaseState.Credited => "Credited",
        SaleCaseState.Declined => "Declined",
    };

    public static string ForPartner(SaleCaseState state) => state switch
    {
        SaleCaseState.Open => "With the shop",
        SaleCaseState.NeedsMore => "Question to you",
        SaleCaseState.Credited or SaleCaseState.Declined => Of(state),
    };

    public static Tone ToneOf(SaleCaseState state) => state switch
    {
        SaleCaseState.Open => Tone.Info,
        SaleCaseState.NeedsMore => Tone.Warning,
        SaleCaseState.Credited => Tone.Success,
        SaleCaseState.Declined => Tone.Error,
    };

    public static string Of(MissingSaleFinding finding) => finding switch
    {
        MissingSaleFinding.CreditedToYou => "Credited to the partner",
        MissingSaleFinding.CreditedToAnother => "Credited to another partner",
        MissingSaleFinding.CreditedToNobody => "Credited to nobody",
        MissingSaleFinding.Held => "Held",
        MissingSaleFinding.Rejected => "Rejected",
        MissingSaleFinding.TakenBack => "Taken back",
        MissingSaleFinding.NotAccepted => "Not accepted",
        MissingSaleFinding.NeverArrived => "Never arrived",
    };

    public static Tone ToneOf(MissingSaleFinding finding) => finding switch
    {
        MissingSaleFinding.CreditedToYou => Tone.Success,
        MissingSaleFinding.Held => Tone.Info,
        MissingSaleFinding.CreditedToAnother or MissingSaleFinding.CreditedToNobody or MissingSaleFinding.NeverArrived => Tone.Warning,
        MissingSaleFinding.Rejected or MissingSaleFinding.TakenBack or MissingSaleFinding.NotAccepted => Tone.Error,
    };
}
