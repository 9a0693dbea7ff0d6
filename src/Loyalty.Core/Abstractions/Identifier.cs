namespace Loyalty;

/// <summary>Where a profile of a customer comes from (customers 1.1).</summary>
public enum CustomerSource
{
    /// <summary>Stores and tills; the default.</summary>
    Instore = 0,

    /// <summary>Martjack; one account.</summary>
    Martjack = 1,

    /// <summary>TMall; one account.</summary>
    Tmall = 2,

    /// <summary>Taobao; one account.</summary>
    Taobao = 3,

    /// <summary>JD; one account.</summary>
    Jd = 4,

    /// <summary>A web shop; one account.</summary>
    Ecommerce = 5,

    /// <summary>A web site; one account.</summary>
    Website = 6,

    /// <summary>Facebook; several accounts.</summary>
    Facebook = 7,

    /// <summary>WebEngage; several accounts.</summary>
    WebEngage = 8,

    /// <summary>WeChat; several accounts.</summary>
    Wechat = 9,

    /// <summary>Line; several accounts.</summary>
    Line = 10,

    /// <summary>Mobile apps; several accounts.</summary>
    MobileApp = 11,

    /// <summary>LinkedIn; several accounts.</summary>
    Linkedin = 12,

    /// <summary>Push by FCM; several accounts.</summary>
    MpushFcm = 13,

    /// <summary>The app SDK; several accounts.</summary>
    MappSdk = 14,

    /// <summary>Sign-in by others; several accounts.</summary>
    OauthExternal = 15,
}

/// <summary>What a customer is looked up by.</summary>
public enum IdentifierKind
{
    /// <summary>Mobile number.</summary>
    Mobile = 1,

    /// <summary>E-mail address.</summary>
    Email = 2,

    /// <summary>The shop's own number.</summary>
    ExternalId = 3,

    /// <summary>WeChat open id.</summary>
    Wechat = 4,

    /// <summary>WeChat union id.</summary>
    UnionId = 5,

    /// <summary>Martjack id.</summary>
    MartjackId = 6,

    /// <summary>Facebook id.</summary>
    FacebookId = 7,

    /// <summary>TMall user name.</summary>
    TmallName = 8,

    /// <summary>The device or visitor id of web messaging.</summary>
    Cuid = 9,

    /// <summary>Ali user name.</summary>
    AliName = 10,

    /// <summary>JD user name.</summary>
    JdName = 11,

    /// <summary>VIP user name.</summary>
    VipName = 12,

    /// <summary>Line id.</summary>
    Line = 13,

    /// <summary>Push token of an app.</summary>
    MobilePush = 14,

    /// <summary>Number of a loyalty card.</summary>
    CardNumber = 15,

    /// <summary>The shop's own number of a card.</summary>
    CardExternalId = 16,
}

/// <summary>An identifier as somebody gave it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its value in any usual spelling.</param>
public readonly record struct Identifier(IdentifierKind Kind, string Value)
{
    /// <summary>A mobile number.</summary>
    public static Identifier Mobile(string value) => new(IdentifierKind.Mobile, value);

    /// <summary>An e-mail address.</summary>
    public static Identifier Email(string value) => new(IdentifierKind.Email, value);

    /// <summary>The shop's own number.</summary>
    public static Identifier ExternalId(string value) => new(IdentifierKind.ExternalId, value);

    /// <summary>What it is, not its value: what is printed may be kept.</summary>
    public override string ToString() => Kind.ToString();
}
