using Relay.ServiceDefaults.Configuration;

namespace Relay.TelegramGateway.Prompting;

/// <summary>What managers read who open a link that shows no file.</summary>
internal static class FileWords
{
    public static string Unknown(RelayLanguage language) => language == RelayLanguage.En
        ? "There is no such file, or its link has expired."
        : "Такого файла нет, или срок его ссылки истёк.";

    public static string Revoked(RelayLanguage language) => language == RelayLanguage.En
        ? "This file was removed."
        : "Этот файл удалён.";

    public static string Gone(RelayLanguage language) => language == RelayLanguage.En
        ? "Telegram no longer has this file. Ask the client to send it again."
        : "У Telegram этого файла больше нет. Попросите клиента прислать его ещё раз.";

    public static string TooBig(RelayLanguage language) => language == RelayLanguage.En
        ? "Bots cannot fetch files above 20 MB from Telegram. Ask the client for a smaller file, or for a link to it."
        : "Боты не могут скачать из Telegram файл больше 20 МБ. Попросите клиента прислать файл поменьше или ссылку на него.";

    public static string Away(RelayLanguage language) => language == RelayLanguage.En
        ? "The file cannot be fetched from Telegram right now. Open the link again in a minute."
        : "Сейчас файл не удаётся получить из Telegram. Откройте ссылку ещё раз через минуту.";

    public static string Elsewhere(RelayLanguage language) => language == RelayLanguage.En
        ? "The Bot API server keeps files on its own disk (--local), where the relay cannot fetch them. Start it without --local."
        : "Сервер Bot API хранит файлы на своём диске (--local), и Relay не может их получить. Запустите его без --local.";
}
