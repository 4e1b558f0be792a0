using CouponPortal.Components.Controls;

namespace CouponPortal.Features.Attribution;

/// <summary>Features of Attribution Settings by their names in the address, and what is said of their state.</summary>
internal static class SettingsFeature
{
    public const string ExclusiveCodes = "exclusive_codes";
    public const string Credit = "credit";

    public static string StateOf(ExclusiveCodesState state) => state switch
    {
        ExclusiveCodesState.NotPermitted => "No permission",
        ExclusiveCodesState.NoSettingNeeded or ExclusiveCodesState.Enabled => "In effect",
        ExclusiveCodesState.Disabled => "Disabled",
    };

    public static Tone LookOf(ExclusiveCodesState state) => state is ExclusiveCodesState.NoSettingNeeded or ExclusiveCodesState.Enabled ? Tone.Success : Tone.Neutral;
}
