namespace Loyalty;

/// <summary>How a message reaches a customer (customers 1.1).</summary>
public enum MessageChannel
{
    /// <summary>Text messages.</summary>
    Mobile = 1,

    /// <summary>E-mail.</summary>
    Email = 2,

    /// <summary>WeChat.</summary>
    Wechat = 3,

    /// <summary>WhatsApp.</summary>
    Whatsapp = 4,

    /// <summary>Push on iOS.</summary>
    Ios = 5,

    /// <summary>Push on Android.</summary>
    Android = 6,

    /// <summary>Line.</summary>
    Line = 7,

    /// <summary>Push of any app.</summary>
    MobilePush = 8,

    /// <summary>Post.</summary>
    PostMail = 9,
}

/// <summary>What kind of message it is.</summary>
public enum MessagePriority
{
    /// <summary>About something the customer did (<c>TRANS</c>).</summary>
    Transactional = 1,

    /// <summary>To many (<c>BULK</c>).</summary>
    Bulk = 2,
}
