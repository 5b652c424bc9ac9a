using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Relay.TelegramGateway.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class OwnWebhook : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "own_webhook",
                columns: table => new
                {
                    bot_id = table.Column<long>(type: "bigint", nullable: false),
                    url = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_own_webhook", x => new { x.bot_id, x.url });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "own_webhook");
        }
    }
}
