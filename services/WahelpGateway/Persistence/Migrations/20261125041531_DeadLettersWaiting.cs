using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Relay.WahelpGateway.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class DeadLettersWaiting : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "dead_waiting",
                table: "dead",
                column: "id",
                filter: "replayed_at IS NULL AND discarded_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "dead_waiting",
                table: "dead");
        }
    }
}
