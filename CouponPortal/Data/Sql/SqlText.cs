using System.Globalization;
using System.Text;

namespace CouponPortal.Data.Sql;

/// <summary>SQL that both engines read, and its values. The text is made of the product's own words alone; whatever comes from outside is a value.</summary>
internal sealed class SqlText(DatabaseProvider provider)
{
    private readonly char _mark = provider == DatabaseProvider.Sqlite ? '?' : '$';
    private readonly StringBuilder _text = new();
    private readonly List<object> _values = [];

    public string Text => _text.ToString();

    /// <summary>In the order of their numbers: <see cref="int"/>, <see cref="long"/> or <see cref="string"/>.</summary>
    public IReadOnlyList<object> Values => _values;

    public SqlText Add(string sql)
    {
        _text.Append(sql);
        return this;
    }

    /// <summary>The placeholder of a value, to be put into the text.</summary>
    public string Value(object value)
    {
        _values.Add(value);
        return _mark + _values.Count.ToString(CultureInfo.InvariantCulture);
    }
}
