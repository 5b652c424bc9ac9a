using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Relay.TelegramGateway.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ChatTopics : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "chat_topic",
                columns: table => new
                {
                    chat_id = table.Column<long>(type: "bigint", nullable: false),
                    thread_id = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_chat_topic", x => x.chat_id);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "chat_topic");
        }
    }
}
