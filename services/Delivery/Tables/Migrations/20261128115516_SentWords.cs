using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Relay.Delivery.Tables.Migrations
{
    /// <inheritdoc />
    public partial class SentWords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "words",
                table: "delivery",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "words",
                table: "delivery");
        }
    }
}
